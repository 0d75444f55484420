module git.acme.example/acme/ledger

go 1.24

require (
	github.com/jackc/pgx/v5 v5.7.2
	google.golang.org/grpc v1.71.0
	google.golang.org/protobuf v1.36.5
)
