"""What a deployment of the site has to upload and delete."""
