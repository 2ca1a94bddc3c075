max_retries=3; attempt=1
while [ $attempt -le $max_retries ]; do
  if [ $attempt -eq 3 ]; then echo "success on $attempt"; break; else echo "attempt $attempt failed"; fi
  attempt=$((attempt + 1))
done
[ $attempt -gt $max_retries ] && echo failed || echo ok
