"""The files of Terraform modules, and the sources that they name."""
