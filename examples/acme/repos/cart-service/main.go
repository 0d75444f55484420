// Command cart keeps baskets.
package main

func main() {}
