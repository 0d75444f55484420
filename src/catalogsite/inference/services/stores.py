"""Databases, queues and caches, known by the name of their image."""

from __future__ import annotations

import re
from collections.abc import Mapping

_IMAGES: Mapping[str, str] = {
    "activemq": "activemq", "arangodb": "arangodb", "artemis": "activemq", "azurite": "azure-storage",
    "cassandra": "cassandra", "clickhouse": "clickhouse", "cockroach": "cockroachdb",
    "cockroachdb": "cockroachdb", "consul": "consul", "couchbase": "couchbase", "couchdb": "couchdb",
    "cp-kafka": "kafka", "documentdb": "documentdb", "documentdb-local": "documentdb",
    "dragonfly": "redis", "dynamodb": "dynamodb", "dynamodb-local": "dynamodb",
    "elasticsearch": "elasticsearch", "emulator-cosmosdb": "cosmosdb", "etcd": "etcd",
    "eventstore": "eventstore", "influxdb": "influxdb", "kafka": "kafka", "keydb": "redis",
    "localstack": "aws", "mariadb": "mariadb", "meilisearch": "meilisearch", "memcached": "memcached",
    "minio": "minio", "mongo": "mongodb", "mongodb": "mongodb", "mongodb-community-server": "mongodb",
    "mosquitto": "mqtt", "mssql-server": "mssql", "mysql": "mysql", "mysql-server": "mysql",
    "nats": "nats", "nats-streaming": "nats", "neo4j": "neo4j", "opensearch": "opensearch",
    "oracle-free": "oracle", "oracle-xe": "oracle", "percona": "mysql", "pgvector": "postgresql",
    "postgis": "postgresql", "postgres": "postgresql", "postgresql": "postgresql", "pulsar": "pulsar",
    "qdrant": "qdrant", "questdb": "questdb", "rabbitmq": "rabbitmq", "redis": "redis",
    "redis-stack": "redis", "redis-stack-server": "redis", "redpanda": "kafka", "rethinkdb": "rethinkdb",
    "scylla": "scylla", "server": "mssql", "solr": "solr", "surrealdb": "surrealdb",
    "timescaledb": "postgresql", "typesense": "typesense", "valkey": "redis", "vault": "vault",
    "weaviate": "weaviate", "yugabyte": "yugabytedb", "zookeeper": "zookeeper",
}  # fmt: skip
_MICROSOFT_SQL = "mssql"
_LAST_WORDS = frozenset(
    {"cassandra", "elasticsearch", "kafka", "mariadb", "memcached", "mongo", "mongodb", "mysql",
     "postgres", "postgresql", "rabbitmq", "redis", "zookeeper"}
)  # fmt: skip
"""Words that say what an image is even behind the name of who made it: `northport-mysql8`."""


def store_type(image: str | None) -> str | None:
    """The type of the database, queue or cache that an image is; None for any other image."""
    if image is None:
        return None
    path = re.split(r"[@:](?!.*/)", image.lower())[0]
    name = path.rpartition("/")[2]
    if name == "server":
        return _MICROSOFT_SQL if path.endswith("mssql/server") else None
    word = name.rpartition("-")[2].rstrip("0123456789")
    return _IMAGES.get(name) or (_IMAGES[word] if word in _LAST_WORDS else None)
