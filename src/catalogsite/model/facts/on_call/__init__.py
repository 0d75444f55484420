"""The kinds of facts about who is on call, and about incidents."""
