"""A developer portal from a cron job: crawl repositories, publish a static catalog with docs."""

__version__ = "0.1.0"
