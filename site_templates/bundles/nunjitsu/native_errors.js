// The engine tells the reason of a failure only where `Error.isError` exists, which browsers have since 2025.
Error.isError ??= (value) => value instanceof Error;
