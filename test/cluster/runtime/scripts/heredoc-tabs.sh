cat <<-EOT
	one
		two
	EOT
echo after
