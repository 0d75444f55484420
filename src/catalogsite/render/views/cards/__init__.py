"""How the cards and tables of facts are arranged on an entity page."""
