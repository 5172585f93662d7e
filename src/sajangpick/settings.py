"""Every setting, in one place: environment variables with the prefix SAJANGPICK_, or a `.env` file."""

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What an operator may set. Everything has a default: nothing is needed to start."""

    model_config = SettingsConfigDict(env_prefix="SAJANGPICK_", env_file=".env", extra="ignore", frozen=True)

    data_dir: Path = Field(
        default_factory=lambda: Path.home() / ".local" / "share" / "sajangpick",
        description="Where all is kept that is not set to lie elsewhere: databases, files, the signing certificate.",
    )
    c2pa_certificate: Path | None = Field(
        default=None, description="PEM chain, leaf first, for signing C2PA claims; else one is made in the data folder."
    )
    c2pa_private_key: Path | None = Field(default=None, description="PEM (PKCS 8) key of the C2PA certificate's leaf.")
    c2pa_timestamp_url: str | None = Field(default=None, description="RFC 3161 time-stamp authority for C2PA claims.")

    database_url: str | None = Field(
        default=None,
        description="PostgreSQL (postgresql://…) or SQLite (sqlite:///…); else an SQLite file in the data folder.",
    )
    storage_url: str | None = Field(
        default=None,
        description="Where files are stored: s3://bucket/prefix, or a folder; else one in the data folder.",
    )
    s3_endpoint: str | None = Field(default=None, description="Address of an S3-compatible server; else Amazon's.")
    s3_public_endpoint: str | None = Field(
        default=None, description="Address of that server as browsers reach it; else the same."
    )
    s3_region: str = Field(default="us-east-1", description="Region of the bucket.")
    s3_access_key: str | None = Field(default=None, description="S3 access key id.")
    s3_secret_key: SecretStr | None = Field(default=None, description="S3 secret access key.")
    public_url: str = Field(
        default="http://127.0.0.1:8000", description="Where browsers reach the service; links in e-mails begin with it."
    )
    host: str = Field(default="127.0.0.1", description="Address the service listens on.")
    port: int = Field(default=8000, description="Port the service listens on.")
    trusted_proxies: int = Field(
        default=0, description="How many proxies before us append to X-Forwarded-For; 0 believes the connection."
    )
    secret_key: SecretStr | None = Field(
        default=None, description="Signs links and cookies; else one is made and kept in the database."
    )
    short_price_credits: int = Field(default=1, ge=0, description="What a short costs an owner, in credits.")
    credits_per_picture: int = Field(
        default=1, ge=0, description="What a picture of the studio costs an owner, in credits."
    )
    credits_per_clip: int = Field(default=2, ge=0, description="What a clip of the studio costs an owner, in credits.")
    welcome_credits: int = Field(default=10, ge=0, description="What a new account is granted, in credits.")
    signup: Literal["open", "closed"] = Field(
        default="open", description="Whether visitors may make accounts; the first account can always be made."
    )
    budget_won_per_day: int | None = Field(
        default=None, ge=0, description="No vendor is asked any more once a day's costs reach this; else no ceiling."
    )
    won_per_usd: float = Field(default=1450, gt=0, description="What a dollar on a vendor's bill costs us, in won.")
    prompt_engines: str = Field(
        default="local:director",
        description="Who writes prompts: engines in the order they are asked, as `vendor:model,local:director`.",
    )
    picture_engines: str = Field(default="local:card", description="Who makes pictures, in the order they are asked.")
    clip_engines: str = Field(default="local:motion", description="Who makes clips, in the order they are asked.")
    render_engines: str = Field(
        default="local:renderer", description="Who renders templates, in the order they are asked."
    )
    vendors: str = Field(
        default="", description="Vendors of one's own: modules that Python can import, as `toy_vendor,other_vendor`."
    )
    runway_key: SecretStr | None = Field(default=None, description="Runway: API secret.")
    runway_url: str = Field(default="https://api.dev.runwayml.com", description="Runway: where its API is.")
    creatomate_key: SecretStr | None = Field(default=None, description="Creatomate: API key of the project.")
    creatomate_url: str = Field(default="https://api.creatomate.com", description="Creatomate: where its API is.")
    creatomate_webhook_token: SecretStr | None = Field(
        default=None,
        description="Creatomate: the secret part of the address its webhooks come to; else none are asked for.",
    )
    openai_key: SecretStr | None = Field(default=None, description="OpenAI: API key.")
    openai_url: str = Field(default="https://api.openai.com/v1", description="OpenAI: where its API is.")
    openai_prompt_model: str = Field(
        default="gpt-6-luna", description="OpenAI: the model that writes prompts for `openai:prompt`."
    )
    openai_webhook_secret: SecretStr | None = Field(default=None, description="OpenAI: signing secret of its webhooks.")
    openai_videos_key: SecretStr | None = Field(
        default=None, description="A service that speaks the Sora 2 protocol: API key."
    )
    openai_videos_url: str = Field(
        default="https://api.openai.com/v1", description="A service that speaks the Sora 2 protocol: where it is."
    )
    openai_videos_webhook_secret: SecretStr | None = Field(
        default=None, description="A service that speaks the Sora 2 protocol: signing secret of its webhooks."
    )
    gemini_key: SecretStr | None = Field(default=None, description="Gemini: API key.")
    gemini_url: str = Field(
        default="https://generativelanguage.googleapis.com/v1",
        description="Gemini: where its API is, with its version.",
    )
    gemini_webhook_secret: SecretStr | None = Field(default=None, description="Gemini: signing secret of its webhooks.")
    stability_key: SecretStr | None = Field(default=None, description="Stability AI: API key.")
    stability_url: str = Field(default="https://api.stability.ai", description="Stability AI: where its API is.")
    automatic1111_login: SecretStr | None = Field(
        default=None, description="AUTOMATIC1111: `user:password`, if it was started with one."
    )
    automatic1111_url: str = Field(default="http://127.0.0.1:7860", description="AUTOMATIC1111: where its API is.")
    comfyui_url: str = Field(default="http://127.0.0.1:8188", description="ComfyUI: where it is.")
    comfyui_checkpoint: str | None = Field(
        default=None, description="ComfyUI: the model that our graph loads; else the first that it lists."
    )
    comfyui_graph: Path | None = Field(
        default=None, description="ComfyUI: a graph to run instead of ours, as its `Export (API)` writes it."
    )
    diffusers_model: str | None = Field(
        default=None, description="diffusers: folder of a model, or the id of one in this machine's cache of models."
    )
    diffusers_device: str | None = Field(
        default=None, description="diffusers: what computes: `cuda`, `cuda:1`, `mps` or `cpu`; else the best there is."
    )
    diffusers_steps: int | None = Field(
        default=None, ge=1, description="diffusers: how often a picture is refined; else as the model's pipeline says."
    )
    diffusers_idle_seconds: float = Field(
        default=300, ge=0, description="diffusers: how long a model stays in memory after its last picture."
    )
    render_concurrency: int | None = Field(
        default=None, ge=1, description="Videos rendered at once by one worker; else one for every two cores."
    )
    jobs_per_account: int = Field(default=2, ge=1, description="Jobs of one account that run at once; others wait.")
    waiting_per_account: int = Field(default=20, ge=1, description="Jobs of one account that may wait or run.")
    job_timeout_seconds: int = Field(
        default=1800, ge=60, description="A job that works longer is stopped; its wait for a turn does not count."
    )
    keep_jobs_days: int = Field(default=30, ge=1, description="Finished jobs are forgotten after this long.")
    keep_files_days: int | None = Field(
        default=None, ge=1, description="Finished results and their files are deleted after this long; else never."
    )
    upload_max_bytes: int = Field(default=30_000_000, ge=1, description="Largest file that may be uploaded.")
    upload_idle_seconds: float = Field(
        default=20, gt=0, description="An upload that sends less than a kilobyte a second for so long is cut off."
    )
    link_seconds: int = Field(default=3600, ge=60, description="How long a link to a stored file lives.")
    smtp_url: SecretStr | None = Field(
        default=None, description="smtp://user:password@host:587 or smtps://…; else e-mails are printed to the log."
    )
    mail_from: str = Field(default="사장픽 <no-reply@localhost>", description="Sender of e-mails.")
    kakao_client_id: str | None = Field(default=None, description="Sign-in with Kakao: its REST API key.")
    kakao_client_secret: SecretStr | None = Field(default=None, description="Sign-in with Kakao: its client secret.")
    naver_client_id: str | None = Field(default=None, description="Sign-in with Naver: its client id.")
    naver_client_secret: SecretStr | None = Field(default=None, description="Sign-in with Naver: its client secret.")
    google_client_id: str | None = Field(default=None, description="Sign-in with Google: its client id.")
    google_client_secret: SecretStr | None = Field(default=None, description="Sign-in with Google: its client secret.")
    oidc_issuer: str | None = Field(default=None, description="Sign-in with any OpenID Connect server: its issuer.")
    oidc_client_id: str | None = Field(default=None, description="Sign-in with that server: our client id.")
    oidc_client_secret: SecretStr | None = Field(default=None, description="Sign-in with that server: our secret.")
    vapid_private_key: SecretStr | None = Field(
        default=None, description="Web push: our private key (PEM or URL-safe base64); else one is made and kept."
    )
    webhooks_to_private_addresses: bool = Field(
        default=False,
        description="Whether webhooks and push may go to this machine, to private networks and over plain HTTP.",
    )
    log_format: Literal["text", "json"] = Field(default="text", description="How log lines are written.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="What is logged.")
    metrics_token: SecretStr | None = Field(
        default=None, description="Bearer token that /metrics asks for; else only this machine may read it."
    )
    metrics_port: int | None = Field(
        default=None, ge=0, le=65535, description="Port that a worker without a web server answers /metrics on."
    )
    otlp_endpoint: str | None = Field(default=None, description="OpenTelemetry collector (OTLP over HTTP); else none.")
    sentry_dsn: SecretStr | None = Field(default=None, description="Sentry project that errors are sent to; else none.")


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
