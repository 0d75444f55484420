"""The template language of Backstage's scaffolder."""
