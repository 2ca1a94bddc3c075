tmpl='Hello {{name}}, welcome to {{place}}'
name=Ann place=Earth
echo "$tmpl" | sed "s/{{name}}/$name/; s/{{place}}/$place/"
