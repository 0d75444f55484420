"""What of HTML and of drawings is published: lists of elements, attributes and addresses."""
