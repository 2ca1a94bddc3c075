set -- -v --port=80 file1 file2
for arg; do
  case $arg in
    -v) echo verbose;;
    --*=*) echo "${arg%%=*} is ${arg#*=}";;
    *) echo "positional $arg";;
  esac
done
