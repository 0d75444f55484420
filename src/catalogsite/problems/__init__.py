"""Problems: the rulebook with all texts, their creation, suggestions and suppressions."""
