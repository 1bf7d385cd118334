import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.File;
import java.io.IOException;
import me.desair.tus.server.TusFileUploadService;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** java -cp 'lib/*' TusServer.java PORT DIRECTORY LIFE_MS: takes uploads below /v1/uploads; each lives LIFE_MS, or for ever when that is 0. */
public class TusServer extends HttpServlet {
    private final TusFileUploadService tus = new TusFileUploadService().withUploadUri("/v1/uploads");

    TusServer(String directory, long life) {
        tus.withStoragePath(directory);
        // cleanup() looks into both from the first request on.
        new File(directory, "locks").mkdirs();
        new File(directory, "uploads").mkdirs();
        if (life > 0) {
            tus.withUploadExpirationPeriod(life);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        // It is the program that says when what has expired goes: before each request.
        tus.cleanup();
        tus.process(request, response);
    }

    public static void main(String[] arguments) throws Exception {
        String directory = arguments[1];
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(directory + "/tomcat");
        Connector connector = new Connector();
        connector.setPort(Integer.parseInt(arguments[0]));
        connector.setProperty("address", "127.0.0.1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", new File(directory).getAbsolutePath());
        Tomcat.addServlet(context, "tus", new TusServer(directory, Long.parseLong(arguments[2])));
        context.addServletMappingDecoded("/*", "tus");
        tomcat.start();
        System.out.println("up");
        tomcat.getServer().await();
    }
}
