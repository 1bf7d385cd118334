import com.android.apksig.ApkSigner;
import com.android.apksig.ApkVerifier;
import java.io.File;
import java.io.FileInputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** Aligns and signs an APK (schemes 1 to 3) with the one key of a keystore, and verifies what came of it: IN OUT KEYSTORE MIN_SDK. */
class Sign {
    private static final char[] PASSWORD = "android".toCharArray();

    public static void main(String[] arguments) throws Exception {
        File unsigned = new File(arguments[0]);
        File signed = new File(arguments[1]);
        int minSdk = Integer.parseInt(arguments[3]);
        KeyStore keystore = KeyStore.getInstance("PKCS12");
        try (FileInputStream in = new FileInputStream(arguments[2])) {
            keystore.load(in, PASSWORD);
        }
        String alias = keystore.aliases().nextElement();
        PrivateKey key = (PrivateKey) keystore.getKey(alias, PASSWORD);
        List<X509Certificate> certificates = List.of((X509Certificate) keystore.getCertificate(alias));
        ApkSigner.SignerConfig signer = new ApkSigner.SignerConfig.Builder(alias, key, certificates).build();
        new ApkSigner.Builder(List.of(signer))
                .setInputApk(unsigned)
                .setOutputApk(signed)
                .setMinSdkVersion(minSdk)
                .setV1SigningEnabled(true)
                .setV2SigningEnabled(true)
                .setV3SigningEnabled(true)
                .setAlignmentPreserved(false)
                .build()
                .sign();
        ApkVerifier.Result result =
                new ApkVerifier.Builder(signed).setMinCheckedPlatformVersion(minSdk).build().verify();
        if (!result.isVerified()) {
            result.getErrors().forEach(System.err::println);
            System.exit(1);
        }
        System.out.printf("%s: %,d bytes, signature verified%n", signed.getName(), signed.length());
    }
}
