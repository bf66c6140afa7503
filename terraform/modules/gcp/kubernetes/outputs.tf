output "name" {
  description = "Name of the cluster."
  value       = google_container_cluster.this.name
}

output "id" {
  description = "Id of the cluster (projects/.../locations/.../clusters/...)."
  value       = google_container_cluster.this.id
}

output "location" {
  description = "Region of the cluster, as gcloud container clusters get-credentials takes it."
  value       = google_container_cluster.this.location
}

output "endpoint" {
  description = "Address of the control plane."
  value       = google_container_cluster.this.endpoint
}

output "ca_certificate" {
  description = "Certificate of the control plane's authority, base64."
  # The provider marks the whole block as a secret; a certificate is none.
  value = nonsensitive(google_container_cluster.this.master_auth[0].cluster_ca_certificate)
}

output "workload_pool" {
  description = "Workload Identity pool of the cluster (PROJECT.svc.id.goog)."
  value       = local.workload_pool
}

output "node_service_account" {
  description = "E-mail of the nodes' service account, for the readers of a registry."
  value       = google_service_account.nodes.email
}

output "node_pools" {
  description = "Names of the node pools."
  value       = [for pool in google_container_node_pool.this : pool.name]
}
