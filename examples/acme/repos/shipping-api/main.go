// Command shipping promises days and prints labels.
package main

func main() {}
