"""tRPC: the procedures of routers that are written in TypeScript."""
