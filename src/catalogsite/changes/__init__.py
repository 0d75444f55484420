"""What changed between two snapshots, as values. Pure: snapshots in, values out."""
