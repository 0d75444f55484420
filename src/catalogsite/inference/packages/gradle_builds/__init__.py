"""The parts of a Gradle build, as far as its files state them."""
