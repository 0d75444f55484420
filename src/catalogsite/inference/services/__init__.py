"""The services of a repository that holds several: from Compose files, Kubernetes manifests and Dockerfiles."""
