// Command ledger serves the books.
package main

func main() {
	println("ledger: listening on :9090")
}
