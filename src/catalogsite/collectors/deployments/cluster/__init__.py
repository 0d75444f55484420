"""What runs in a cluster of Kubernetes."""
