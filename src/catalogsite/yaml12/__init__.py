"""YAML 1.2 with the verdicts of the parser that Backstage uses."""
