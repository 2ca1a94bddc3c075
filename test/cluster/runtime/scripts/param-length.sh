s=hello; echo ${#s} ${#nothing}
