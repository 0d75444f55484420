print("${{ values.package }}")
