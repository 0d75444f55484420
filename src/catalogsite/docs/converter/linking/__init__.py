"""The links and images of converted pages: where they lead, and what is wrong with them."""
