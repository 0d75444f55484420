"""From the deployments and incidents of every night to the figures of delivery."""
