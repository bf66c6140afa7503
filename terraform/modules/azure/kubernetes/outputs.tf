output "id" {
  description = "Id of the cluster."
  value       = azurerm_kubernetes_cluster.this.id
}

output "name" {
  description = "Name of the cluster, for `az aks get-credentials`."
  value       = azurerm_kubernetes_cluster.this.name
}

output "host" {
  description = "Host name of the API server, private unless api_allowed_cidrs is given."
  value       = local.private ? azurerm_kubernetes_cluster.this.private_fqdn : azurerm_kubernetes_cluster.this.fqdn
}

output "oidc_issuer_url" {
  description = "Issuer of the service accounts' tokens, for trust from other clouds (cross-cloud/identity)."
  value       = azurerm_kubernetes_cluster.this.oidc_issuer_url
}

output "node_resource_group" {
  description = "Resource group in which AKS keeps the nodes."
  value       = azurerm_kubernetes_cluster.this.node_resource_group
}

output "kubelet_object_id" {
  description = "Object id of the nodes' identity."
  value       = azurerm_kubernetes_cluster.this.kubelet_identity[0].object_id
}

output "workload_client_ids" {
  description = "Client id of each workload identity, for the annotation of its service account."
  value       = { for key, identity in azurerm_user_assigned_identity.workload : key => identity.client_id }
}

output "workload_principal_ids" {
  description = "Principal id of each workload identity, for role assignments."
  value       = { for key, identity in azurerm_user_assigned_identity.workload : key => identity.principal_id }
}
