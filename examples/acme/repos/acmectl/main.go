// Command acmectl is the command line of the platform.
package main

func main() {}
