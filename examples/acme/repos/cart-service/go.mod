module git.acme.example/acme/cart-service

go 1.23

require github.com/valkey-io/valkey-go v1.0.52
