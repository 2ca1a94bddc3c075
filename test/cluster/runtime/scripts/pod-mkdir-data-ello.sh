mkdir -p /data && echo '<h1>Hello</h1>' > /data/index.html && cat /data/index.html && ls -1 /data && rm -r /data
