extension PostfixSettings {
  /// main.cf for an instance in `folder`.
  func mainFile(folder: String, daemons: String) -> String {
    let lines = [
      "compatibility_level = 3.6",
      "queue_directory = \(folder)/queue",
      "data_directory = \(folder)/data",
      "command_directory = /usr/sbin",
      "daemon_directory = \(daemons)",
      "mail_owner = postfix",
      "setgid_group = postdrop",
      "maillog_file = \(folder)/log/maillog",
      "maillog_file_prefixes = \(folder)",
      "import_environment = MAIL_CONFIG",
      "myhostname = \(hostname)",
      "myorigin = $myhostname",
      "mydestination =",
      "local_recipient_maps =",
      "alias_maps =",
      "alias_database =",
      "local_transport = error:no mailboxes here",
      "inet_interfaces = 127.0.0.1",
      "inet_protocols = all",
      "mynetworks = 127.0.0.0/8",
      // Only the loopback interface can be reached, and XCLIENT lets tests be anybody: whoever gets in may relay.
      // smtpd insists on a "reject" somewhere.
      "smtpd_relay_restrictions = check_client_access static:OK, reject",
      "smtpd_recipient_restrictions =",
      "smtpd_authorized_xclient_hosts = 127.0.0.1",
      "smtpd_client_connection_count_limit = 0",
      "smtpd_client_connection_rate_limit = 0",
      "smtpd_error_sleep_time = 0",
      "smtpd_junk_command_limit = 10000",
      "smtpd_hard_error_limit = 10000",
      "smtpd_soft_error_limit = 10000",
      "smtputf8_enable = yes",
      "disable_vrfy_command = yes",
      "message_size_limit = \(messageSizeLimit)",
      "mailbox_size_limit = 0",
      "in_flow_delay = 0",
      "queue_run_delay = 2s",
      "minimal_backoff_time = 2s",
      "maximal_backoff_time = 4s",
      "smtp_dns_support_level = disabled",
      "smtp_host_lookup = native",
      "smtp_tls_security_level = none",
      "relayhost = \(nextHopPort.map { "[127.0.0.1]:\($0)" } ?? "")",
      nextHopPort == nil ? "defer_transports = smtp" : "defer_transports =",
      "milter_default_action = tempfail",
      "milter_protocol = 6",
      "smtpd_milters = \(milters.joined(separator: ", "))",
      "non_smtpd_milters = \((nonSMTPMilters ?? milters).joined(separator: ", "))",
    ]
    return (lines + mainLines).joined(separator: "\n") + "\n"
  }

  /// The status of a delivery that failed for want of verified TLS, with another first digit: it is not to be tried again.
  var statusTable: String { "/^4(\\.7\\.[45] .*)$/ 5$1\n" }

  private var tlsLines: [String] {
    guard let tls else { return [] }
    let lines = [
      "127.0.0.1:\(tls.port) inet n - n - - smtpd",
      "  -o syslog_name=postfix/reinjection-tls",
      "  -o milter_macro_daemon_name=postern-outbox-tls",
      "  -o content_filter=\(tls.hasTransport ? "postern-tls:\(tls.nextHop)" : "")",
      "  -o local_header_rewrite_clients=",
      "  -o message_size_limit=\(reinjectionSizeLimit ?? messageSizeLimit + 1_000_000)",
      "  -o smtpd_recipient_limit=50000",
      "  -o smtpd_client_restrictions=permit_mynetworks,reject",
      "  -o smtpd_milters=\(reinjectionMilters.joined(separator: ","))",
      "postern-tls unix - - n - - smtp",
      "  -o syslog_name=postfix/tls",
      "  -o smtp_tls_security_level=secure",
      "  -o smtp_tls_policy_maps=",
      "  -o smtp_tls_CAfile=\(tls.authorities)",
      "  -o smtp_tls_loglevel=1",
    ]
    return lines + (tls.name.map { ["  -o smtp_tls_secure_cert_match=\($0)"] } ?? [])
      + (tls.givesUpAtOnce ? ["  -o smtp_delivery_status_filter=regexp:${config_directory}/postern_tls_status"] : [])
  }

  /// master.cf with the outer service on `port`, and the re-injection service on `reinjectionPort`.
  func masterFile(port: UInt16, reinjectionPort: UInt16) -> String {
    let services = [
      "127.0.0.1:\(port) inet n - n - - smtpd",
      "127.0.0.1:\(reinjectionPort) inet n - n - - smtpd",
      "  -o syslog_name=postfix/reinjection",
      "  -o milter_macro_daemon_name=postern-outbox",
      "  -o local_header_rewrite_clients=",
      "  -o message_size_limit=\(reinjectionSizeLimit ?? messageSizeLimit + 1_000_000)",
      "  -o smtpd_recipient_limit=50000",
      "  -o smtpd_client_restrictions=permit_mynetworks,reject",
      "  -o smtpd_milters=\(reinjectionMilters.joined(separator: ","))",
      "pickup unix n - n 60 1 pickup",
      "cleanup unix n - n - 0 cleanup",
      "qmgr unix n - n 300 1 qmgr",
      "tlsmgr unix - - n 1000? 1 tlsmgr",
      "rewrite unix - - n - - trivial-rewrite",
      "bounce unix - - n - 0 bounce",
      "defer unix - - n - 0 bounce",
      "trace unix - - n - 0 bounce",
      "verify unix - - n - 1 verify",
      "flush unix n - n 1000? 0 flush",
      "proxymap unix - - n - - proxymap",
      "proxywrite unix - - n - 1 proxymap",
      "smtp unix - - n - - smtp",
      "relay unix - - n - - smtp",
      "showq unix n - n - - showq",
      "error unix - - n - - error",
      "retry unix - - n - - error",
      "discard unix - - n - - discard",
      "anvil unix - - n - 1 anvil",
      "scache unix - - n - 1 scache",
      "postlog unix-dgram n - n - 1 postlogd",
    ]
    return (services + tlsLines + masterLines).joined(separator: "\n") + "\n"
  }
}
