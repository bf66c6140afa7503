output "connection_ids" {
  description = "Ids of the two connections of AWS, for alarms."
  value       = module.vpn.aws_vpn_connection_ids
}

output "tunnels" {
  description = "Names of the four tunnels on Google's side."
  value       = module.vpn.gcp_tunnels
}
