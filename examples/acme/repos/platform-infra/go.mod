module git.acme.example/acme/platform-infra

go 1.24

require sigs.k8s.io/controller-runtime v0.20.1
