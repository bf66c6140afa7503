output "name" {
  description = "Name of the cluster, as platform files and alarms name it."
  value       = aws_msk_cluster.this.cluster_name
}

output "arn" {
  description = "ARN of the cluster, for the policies of clients (kafka-cluster:Connect)."
  value       = aws_msk_cluster.this.arn
}

output "bootstrap_brokers_iam" {
  description = "Addresses for clients that log in with IAM; empty where that is off."
  value       = aws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "bootstrap_brokers_tls" {
  description = "Addresses for clients that log in with certificates; empty where that is off."
  value       = aws_msk_cluster.this.bootstrap_brokers_tls
}

output "security_group_id" {
  description = "Id of the security group of the brokers."
  value       = aws_security_group.this.id
}

output "log_group_name" {
  description = "Name of the log group of the brokers."
  value       = aws_cloudwatch_log_group.brokers.name
}
