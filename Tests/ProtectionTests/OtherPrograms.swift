import Foundation
import PosternKit
import Testing

@testable import Protection

/// Programs of others that open protected files, as a recipient would.
enum OtherPrograms {
  /// The document inside, by msoffcrypto-tool, which checks verifier and integrity; nil when the password does not fit.
  static func openOffice(_ file: [UInt8], _ password: String) throws -> [UInt8]? {
    let program = """
      import sys, msoffcrypto
      from msoffcrypto.exceptions import InvalidKeyError
      file = msoffcrypto.OfficeFile(open(sys.argv[1], "rb"))
      assert file.is_encrypted()
      try:
        file.load_key(password=sys.argv[3], verify_password=True)
        file.decrypt(open(sys.argv[2], "wb"), verify_integrity=True)
      except InvalidKeyError:
        sys.exit(9)
      """
    return try open(file, "/usr/bin/python3", refusing: 9) { ["-c", program, $0, $1, password] }
  }

  /// The document without its password, by pikepdf; nil when the password does not fit.
  static func openPDF(_ file: [UInt8], _ password: String) throws -> [UInt8]? {
    let program = """
      import sys, pikepdf
      try:
        pdf = pikepdf.open(sys.argv[1], password=sys.argv[3])
      except pikepdf.PasswordError:
        sys.exit(9)
      assert pdf.encryption.R == 6 and pdf.encryption.bits == 256, pdf.encryption
      assert str(pdf.encryption.stream_method).endswith("aesv3"), pdf.encryption.stream_method
      pdf.save(sys.argv[2])
      """
    return try open(file, "/usr/bin/python3", refusing: 9) { ["-c", program, $0, $1, password] }
  }

  /// The text of a PDF document, by Poppler's own program; nil when it does not open.
  static func text(ofPDF file: [UInt8], _ password: String?) throws -> String? {
    let arguments = password.map { ["-upw", $0] } ?? []
    return try open(file, "/usr/bin/pdftotext", refusing: 1) { arguments + [$0, $1] }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// The files in an archive by name, by 7-Zip; nil when the password does not fit.
  static func unzip(_ file: [UInt8], _ password: String) throws -> [String: [UInt8]]? {
    let folder = try TemporaryFolder("postern-unzip")
    let archive = try folder.write("a.zip", file)
    let (status, output) = try ChildProcess.run(
      "/usr/bin/7z", ["x", "-y", "-p\(password)", "-o\(folder.file("out"))", archive],
      environment: ["LC_ALL": "C.UTF-8"])
    guard status == 0 else {
      let text = String(decoding: output, as: UTF8.self)
      try #require(text.contains("Wrong password"), "\(text)")
      return nil
    }
    var files: [String: [UInt8]] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.file("out")) {
      files[name] = [UInt8](try Data(contentsOf: URL(filePath: folder.file("out/\(name)"))))
    }
    return files
  }

  /// How an archive's entries are locked, by 7-Zip's list: "AES-256 Deflate" and the like.
  static func methods(ofZip file: [UInt8]) throws -> [String] {
    let folder = try TemporaryFolder("postern-list")
    let archive = try folder.write("a.zip", file)
    let (_, output) = try ChildProcess.run("/usr/bin/7z", ["l", "-slt", archive], environment: ["LC_ALL": "C.UTF-8"])
    return String(decoding: output, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("Method = ") }
      .map { String($0.dropFirst(9)) }
  }

  static let hasLibreOffice = FileManager.default.isExecutableFile(atPath: "/usr/bin/soffice")

  /// The document's text as LibreOffice has it; nil when it does not open.
  static func openByLibreOffice(_ file: [UInt8], name: String, _ password: String, to format: String) throws -> String?
  {
    let folder = try TemporaryFolder("postern-office", inMemory: false)
    let document = try folder.write(name, file)
    let program = """
      import subprocess, sys, time, uno
      from com.sun.star.beans import PropertyValue
      folder, path, password, to = sys.argv[1:]
      pipe = "postern" + folder.rsplit(".", 1)[1]
      office = subprocess.Popen(["soffice", "-env:UserInstallation=file://" + folder + "/profile", "--headless",
        "--norestore", "--nologo", "--accept=pipe,name=" + pipe + ";urp;"])
      local = uno.getComponentContext()
      resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
      context = None
      for _ in range(600):
        try:
          context = resolver.resolve("uno:pipe,name=" + pipe + ";urp;StarOffice.ComponentContext")
          break
        except Exception:
          time.sleep(0.1)
      desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
      def value(name, it):
        property = PropertyValue()
        property.Name, property.Value = name, it
        return property
      status = 9
      try:
        document = desktop.loadComponentFromURL("file://" + path, "_blank", 0,
          (value("Hidden", True), value("Password", password)))
        if document is not None:
          document.storeToURL("file://" + folder + "/out", (value("FilterName", to),))
          document.close(True)
          status = 0
      except Exception as fault:
        print(fault)
      try:
        desktop.terminate()
      except Exception:
        pass
      office.wait(60)
      sys.exit(status)
      """
    let (status, output) = try ChildProcess.run(
      "/usr/bin/python3", ["-c", program, folder.path, document, password, format],
      environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"], milliseconds: 180_000)
    guard status == 0 else {
      try #require(status == 9, "\(String(decoding: output, as: UTF8.self))")
      return nil
    }
    return String(decoding: try Data(contentsOf: URL(filePath: folder.file("out"))), as: UTF8.self)
  }

  private static func open(
    _ file: [UInt8], _ program: String, refusing: Int32, _ arguments: (String, String) -> [String]
  ) throws -> [UInt8]? {
    let folder = try TemporaryFolder("postern-open")
    let (status, output) = try ChildProcess.run(
      program, arguments(try folder.write("in", file), folder.file("out")), environment: ["LC_ALL": "C.UTF-8"])
    guard status == 0 else {
      try #require(status == refusing, "\(String(decoding: output, as: UTF8.self))")
      return nil
    }
    return [UInt8](try Data(contentsOf: URL(filePath: folder.file("out"))))
  }
}
