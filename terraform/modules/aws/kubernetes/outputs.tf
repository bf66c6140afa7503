output "name" {
  description = "Name of the cluster, as platform files and `aws eks update-kubeconfig` name it."
  value       = aws_eks_cluster.this.name
}

output "arn" {
  description = "ARN of the cluster."
  value       = aws_eks_cluster.this.arn
}

output "endpoint" {
  description = "URL of the Kubernetes API."
  value       = aws_eks_cluster.this.endpoint
}

output "certificate_authority" {
  description = "Certificate of the API, base64-encoded."
  value       = aws_eks_cluster.this.certificate_authority[0].data
}

output "oidc_issuer" {
  description = "Issuer of the tokens of service accounts, for trust in other clouds."
  value       = aws_eks_cluster.this.identity[0].oidc[0].issuer
}

output "oidc_provider_arn" {
  description = "ARN of the identity provider of the cluster, for roles of service accounts."
  value       = aws_iam_openid_connect_provider.this.arn
}

output "node_security_group_id" {
  description = "Id of the security group of control plane and nodes, for databases that they reach."
  value       = aws_eks_cluster.this.vpc_config[0].cluster_security_group_id
}

output "node_role_arn" {
  description = "ARN of the role of the nodes."
  value       = aws_iam_role.node.arn
}

output "node_group_names" {
  description = "Names of the groups of nodes."
  value       = [for group in aws_eks_node_group.this : group.node_group_name]
}

output "workload_role_arns" {
  description = "ARN of the role of each workload by name."
  value       = { for key, role in aws_iam_role.workload : key => role.arn }
}
