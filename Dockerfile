# The portal as an image: dependencies by their hashes, the project as a wheel, no root, no shell needed.
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
RUN python -m venv /opt/petakonflik && python -m venv /opt/build
COPY requirements.lock requirements-build.lock ./
RUN /opt/petakonflik/bin/pip install --no-cache-dir --disable-pip-version-check --quiet --require-hashes -r requirements.lock \
 && /opt/build/bin/pip install --no-cache-dir --disable-pip-version-check --quiet --require-hashes -r requirements-build.lock
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY templates templates
COPY geodata geodata
COPY migrations migrations
RUN /opt/build/bin/python -m hatchling build -t wheel -d /dist \
 && /opt/petakonflik/bin/pip install --disable-pip-version-check --quiet --no-deps --no-index /dist/*.whl

FROM python:3.11-slim-bookworm
# pg_dump and psql for backup and restore, of the version of the server in compose.yaml.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends postgresql-client-15 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/petakonflik /opt/petakonflik
RUN groupadd --gid 10001 petakonflik \
 && useradd --uid 10001 --gid petakonflik --home-dir /data --no-create-home --shell /usr/sbin/nologin petakonflik \
 && install -d -o petakonflik -g petakonflik -m 0700 /data
ENV PATH=/opt/petakonflik/bin:$PATH \
    PETAKONFLIK_DATA=/data \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["petakonflik", "serve", "--host", "0.0.0.0", "--port", "8000"]
