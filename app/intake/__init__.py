"""From an officer's file to rows and problems; pure, without database or HTTP."""
