print("hesse")
