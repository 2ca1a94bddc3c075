cat > deploy.yaml <<EOF
apiVersion: v1
kind: Pod
metadata:
  name: \${NAME}
spec:
  containers:
  - name: c
    image: IMAGE_PLACEHOLDER
EOF
sed -e 's/\${NAME}/web/' -e 's#IMAGE_PLACEHOLDER#nginx:1.21#' deploy.yaml; grep -n 'image:' deploy.yaml; awk '/^kind:/{print $2}' deploy.yaml
