NAME=app PORT=8080; export NAME PORT; cat > out.conf <<E
server {
  listen ${PORT};
  name "${NAME}";
  path \$uri;
}
E
cat out.conf
