output "id" {
  description = "Id of the network (projects/.../global/networks/...), as databases, caches and clusters take it."
  value       = google_compute_network.this.id
}

output "name" {
  description = "Name of the network, as routers and firewalls take it."
  value       = google_compute_network.this.name
}

output "self_link" {
  description = "Full URL of the network, as VPN gateways take it."
  value       = google_compute_network.this.self_link
}

output "subnets" {
  description = "Each subnet by its last word: name, id, region, range and secondary ranges by name."
  value = { for key, subnet in google_compute_subnetwork.this : key => {
    name             = subnet.name
    id               = subnet.id
    region           = subnet.region
    cidr             = subnet.ip_cidr_range
    secondary_ranges = var.subnets[key].secondary_ranges
  } }
}

output "cidrs" {
  description = "All ranges of the network with those of managed services, as a VPN's other side must know them."
  value       = local.internal_cidrs
}

output "psa_connection" {
  description = "Peering with managed services, to wait for before a database is made; null without one."
  value       = one(google_service_networking_connection.services[*].id)
}

output "psa_range_name" {
  description = "Name of the range of managed services, as databases and caches take it; null without one."
  value       = one(google_compute_global_address.services[*].name)
}

output "nat_addresses" {
  description = "Reserved addresses from which the network reaches the internet, by region and number."
  value       = { for key, address in google_compute_address.nat : key => address.address }
}
