queue="a b c"; results=""
for job in $queue; do
  case $job in
    b) status=failed ;;
    *) status=ok ;;
  esac
  results="$results$job:$status "
done
echo "${results% }"
echo "$results" | tr ' ' '\n' | grep -c ok
