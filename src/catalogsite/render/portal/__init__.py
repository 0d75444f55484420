"""The catalog as outputs read it: every question is answered from the snapshot, and recorded."""
