"""What a repository publishes and uses beyond packages: images, charts, bases, workflows, Protocol Buffers."""
