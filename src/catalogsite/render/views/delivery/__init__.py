"""The section *Delivery* of a component, team or system."""
