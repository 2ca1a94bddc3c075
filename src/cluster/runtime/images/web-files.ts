// The files of the web server images: entry points, pages, configuration.
import type { ImageFile } from './image.ts';

type Files = Readonly<Record<string, ImageFile>>;

const nginxPage = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const nginxEntrypoint = `#!/bin/sh
set -e
if [ "$1" = "nginx" ] || [ "$1" = "nginx-debug" ]; then
  echo "/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration"
  echo "/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/"
  echo "/docker-entrypoint.sh: Configuration complete; ready for start up"
fi
exec "$@"
`;

export function nginxFiles(): Files {
  return {
    '/usr/sbin/nginx': { program: 'nginx' },
    '/usr/bin/curl': { program: 'curl' },
    '/docker-entrypoint.sh': { content: nginxEntrypoint, mode: 0o755 },
    '/docker-entrypoint.d': { directory: true },
    '/etc/nginx/nginx.conf': 'user  nginx;\nworker_processes  auto;\n\nerror_log  /var/log/nginx/error.log notice;\npid        /run/nginx.pid;\n\nevents {\n    worker_connections  1024;\n}\n\nhttp {\n    include       /etc/nginx/mime.types;\n    access_log  /var/log/nginx/access.log  main;\n    include /etc/nginx/conf.d/*.conf;\n}\n',
    '/etc/nginx/mime.types': 'types {\n    text/html                                        html htm shtml;\n    text/css                                         css;\n    application/json                                 json;\n    text/plain                                       txt;\n}\n',
    '/etc/nginx/conf.d/default.conf': 'server {\n    listen       80;\n    listen  [::]:80;\n    server_name  localhost;\n\n    location / {\n        root   /usr/share/nginx/html;\n        index  index.html index.htm;\n    }\n\n    error_page   500 502 503 504  /50x.html;\n    location = /50x.html {\n        root   /usr/share/nginx/html;\n    }\n}\n',
    '/usr/share/nginx/html/index.html': nginxPage,
    '/usr/share/nginx/html/50x.html': '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/var/log/nginx/access.log': { link: '/dev/stdout' },
    '/var/log/nginx/error.log': { link: '/dev/stderr' },
    '/var/cache/nginx': { directory: true },
    '/run': { directory: true },
  };
}

export function httpdFiles(): Files {
  return {
    '/usr/local/apache2/bin/httpd': { program: 'apache-httpd' },
    '/usr/local/apache2/bin/httpd-foreground': { content: '#!/bin/sh\nset -e\nrm -f /usr/local/apache2/logs/httpd.pid\nexec httpd -DFOREGROUND "$@"\n', mode: 0o755 },
    '/usr/local/bin/httpd-foreground': { link: '/usr/local/apache2/bin/httpd-foreground' },
    '/usr/local/apache2/htdocs/index.html': '<html><body><h1>It works!</h1></body></html>\n',
    '/usr/local/apache2/conf/httpd.conf': 'ServerRoot "/usr/local/apache2"\nListen 80\nDocumentRoot "/usr/local/apache2/htdocs"\n',
    '/usr/local/apache2/logs': { directory: true },
  };
}

export function k8sbookFiles(): Files {
  return {
    '/usr/bin/node': { program: 'node' },
    '/src/app.js': '// A small web server that answers one page on port 8080.\nconst express = require("express");\nconst app = express();\napp.set("view engine", "pug");\napp.get("/", (req, res) => { res.render("home"); });\napp.listen(8080);\n',
    '/src/package.json': '{\n  "name": "k8sbook",\n  "version": "1.0.0",\n  "main": "app.js",\n  "dependencies": { "express": "^4.18.0", "pug": "^3.0.0" }\n}\n',
    '/src/views/home.pug': 'html\n  head\n    title K8s rocks!\n  body\n    .jumbotron\n      h1 Kubernetes Rocks!\n',
    '/src/bootstrap.css': 'body { font-family: sans-serif; }\n',
  };
}
